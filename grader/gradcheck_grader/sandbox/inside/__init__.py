"""What runs inside the sandbox. It imports the standard library and NumPy, and nothing else of gradcheck:
neither the grader nor any exercise can be read from there."""
