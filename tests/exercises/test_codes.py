"""A share code survives being read aloud, and a slip of the pen does not go unnoticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradcheck_exercises.codes import ALPHABET, PRACTICE_SEEDS, read_code, seed_of_code, share_code
from gradcheck_exercises.errors import CodeError

seeds = st.integers(0, PRACTICE_SEEDS - 1)


@given(seeds)
def test_a_code_gives_its_seed_back(seed):
    assert seed_of_code(share_code(seed)) == seed


@given(seeds)
def test_a_code_is_five_letters_that_nobody_confuses(seed):
    code = share_code(seed)
    assert len(code) == 5
    assert not set(code) & set("ilou")


@given(seeds)
def test_no_single_wrong_character_goes_unnoticed(seed):
    code = share_code(seed)
    for place in range(5):
        for wrong in set(ALPHABET) - {code[place]}:
            with pytest.raises(CodeError, match="seems mistyped"):
                seed_of_code(code[:place] + wrong + code[place + 1 :])


@given(seeds, st.integers(1, 5))
def test_a_code_with_a_level_gives_both_back_and_hides_neither(seed, level):
    code = share_code(seed, level=level)
    assert read_code(f"calculus/chain-rule#{code}") == ("calculus/chain-rule", seed, level)
    assert read_code(f"calculus/chain-rule#{code.upper()}").level == level
    for wrong in (code[2:], *(f"{other}{code[1:]}" for other in set("012345") - {code[0]})):
        with pytest.raises(CodeError, match="seems mistyped"):
            seed_of_code(wrong)
    swapped = f"{code[2]}-{code[0]}{code[3:]}"
    if swapped != code:
        with pytest.raises(CodeError, match="seems mistyped"):
            seed_of_code(swapped)


@given(seeds)
def test_no_exchange_of_two_characters_goes_unnoticed(seed):
    code = share_code(seed)
    for left in range(5):
        for right in range(left + 1, 5):
            if code[left] != code[right]:
                swapped = list(code)
                swapped[left], swapped[right] = swapped[right], swapped[left]
                with pytest.raises(CodeError, match="seems mistyped"):
                    seed_of_code("".join(swapped))


@given(seeds)
def test_codes_are_read_as_meant(seed):
    code = share_code(seed)
    assert seed_of_code(f" {code.upper()} ") == seed
    assert seed_of_code(code.replace("0", "O").replace("1", "I")) == seed
    assert seed_of_code(code.replace("0", "o").replace("1", "l")) == seed
    assert read_code(f"calculus/chain-rule#{code}") == ("calculus/chain-rule", seed, None)


@pytest.mark.parametrize(
    "text", ["", "k7f3", "k7f3qq", "k7f3u", "k7 3q", "k7f3é", "-1", "33-k7f3q", "-k7f3q"]
)
def test_what_is_no_code_is_refused_with_an_example(text):
    with pytest.raises(CodeError) as caught:
        seed_of_code(text)
    assert str(caught.value) == (
        f"{text!r} is not a share code. A code has five letters or digits, such as {share_code(5000)}."
    )


@pytest.mark.parametrize("text", ["calculus/chain-rule", "#00000", ""])
def test_a_whole_code_has_an_exercise_and_a_seed(text):
    with pytest.raises(CodeError, match="A whole code looks like calculus/chain-rule#"):
        read_code(text)


@pytest.mark.parametrize("seed", [-1, PRACTICE_SEEDS])
def test_only_practice_seeds_have_codes(seed):
    with pytest.raises(ValueError, match="a practice seed lies between 0 and 1048575"):
        share_code(seed)
