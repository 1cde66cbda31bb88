package import Analytics

extension ClusterCandidate: Documented {
    package static let meanings = [
        "k": "Number of segments tried.", "m": "Largest fuzzifier at which the centres stay apart.",
        "objective": "J of fuzzy c-means on the sample.", "xie_beni": "Xie-Beni index, the smaller the better.",
        "closest_centroids": "Smallest weighted distance of two centres.",
        "smallest_share": "Smallest segment's share of the sample.",
        "stability": "Mean adjusted Rand index of refits on subsamples; null where the candidate was out before.",
        "silhouette": "Mean silhouette width; null likewise.", "silhouette_se": "Its standard error.",
        "verdict": "What became of the candidate.",
    ]
}

extension DroppedFeature: Documented {
    package static let meanings = ["feature": "Name of the feature.", "reason": "Why it was not clustered."]
}

extension CutPoints: Documented {
    package static let meanings = [
        "feature": "The lead feature.", "from": "Value from which a customer belongs here; null for the first segment.",
        "to": "Value up to which; null for the last.",
    ]
}
