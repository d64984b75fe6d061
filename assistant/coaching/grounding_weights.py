"""Weights of the logistic model in grounding.py, as fitted by `python -m evals.fit_grounding`."""

# For each feature: its mean, its scale, its weight.
_TABLE = (
    (0.874605, 0.0508155, 1.55157),  # sentence cosine
    (0.890601, 0.0415329, 0.708147),  # window cosine
    (0.30779, 0.314228, -0.198295),  # sentence coverage
    (0.365922, 0.345577, 0.445953),  # passage coverage
    (0.165479, 0.223173, 0.146633),  # longest run
    (0.478239, 0.385681, 1.04068),  # trigram coverage
    (0.359315, 0.4798, 0.224926),  # cross-language
    (0.312382, 0.418372, 0.768189),  # cross-language sentence cosine
    (0.317957, 0.42526, 0.514279),  # cross-language window cosine
    (0.154142, 0.361085, -0.214904),  # negation differs
    (0.149556, 0.244368, -0.367193),  # names missing
    (0.819807, 0.364021, 0.0232545),  # claim length
    (0.0916947, 0.215265, -0.117089),  # names missing across languages
    (0.116007, 0.154303, -1.29464),  # uncovered length
    (-0.00159589, 0.0219263, -1.07506),  # cosine with coverage
)

MEAN = tuple(row[0] for row in _TABLE)
SCALE = tuple(row[1] for row in _TABLE)
WEIGHTS = tuple(row[2] for row in _TABLE)
BIAS = -0.843286
