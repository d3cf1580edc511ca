"""Problem sets for a roster, on paper and on a screen; and the mathematics that paper needs."""
