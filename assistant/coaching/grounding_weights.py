"""Weights of the logistic model in grounding.py, as fitted by `python -m evals.fit_grounding`."""
N = 12
MEAN = [0.0] * N
SCALE = [1.0] * N
WEIGHTS = [0.0] * N
BIAS = 0.0
