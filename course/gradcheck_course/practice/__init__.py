"""A learner's own work: sessions on problems, answers checked against any truth. Nothing here prints."""
