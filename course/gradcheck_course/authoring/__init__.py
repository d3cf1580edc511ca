"""What authors of exercises use: the bank checked in parallel, its gallery, what changed, skeletons."""
