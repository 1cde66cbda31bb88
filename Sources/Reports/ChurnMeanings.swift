package import Analytics

extension ChurnFigures: Documented {
    package static let meanings = [
        "customers": "Customers.", "churn_rate": "Share that did not order within the horizon.",
        "auc": "Probability that a customer who left has the higher score than one who stayed, ties half.",
        "auc_standard_error": "Its standard error (DeLong).",
        "active_customers": "Customers whose last order lies within one horizon before the cutoff.",
        "auc_active": "AUC among them.", "brier": "Mean squared error of the probability.",
        "log_loss": "Mean negative log likelihood, in nats.",
        "ece": "Expected calibration error over 15 bins of equal count.",
        "ece_null_95": "Its 95 % quantile if every probability were right.",
        "calibration_intercept": "Intercept of outcomes on the log-odds: 0 if calibrated.",
        "calibration_slope": "Slope: 1 if calibrated.",
        "lift_top_decile": "Share that left of the tenth most likely to / share of all.",
        "lift_staying": "Share that stayed of the tenth most likely to / share of all.",
        "deciles": "Tenths by probability, the most likely to leave first.",
        "calibration": "15 bins by probability, the lowest first.",
        "confusion": "Predicted against actual churn from each level's threshold on.",
    ]
}

extension ChurnFigures.Decile: Documented {
    package static let meanings = [
        "decile": "1 to 10.", "customers": "Customers.", "predicted": "Mean probability.",
        "observed": "Share that left.",
        "lift": "`observed` / share of all that left.",
    ]
}

extension ChurnFigures.Bin: Documented {
    package static let meanings = [
        "bin": "1 to 15.", "customers": "Customers.", "predicted": "Mean probability.", "observed": "Share that left.",
    ]
}

extension ChurnFigures.Confusion: Documented {
    package static let meanings = [
        "level": "Level from whose threshold on churn is predicted.", "threshold": "That probability.",
        "true_positives": "Predicted to leave, left.", "false_positives": "Predicted to leave, stayed.",
        "true_negatives": "Predicted to stay, stayed.", "false_negatives": "Predicted to stay, left.",
    ]
}

extension ChurnModel.Candidate: Documented {
    package static let meanings = [
        "name": "Name of the candidate.", "reason": "Why it has no figures; null where it has.",
        "selection_log_loss": "Log loss after calibration on the window that calibrated: what chooses the champion.",
        "season_shift": "What the season added to every log-odds of the holdout; null where it was not used.",
        "holdout": "Figures on the last horizon, which chose nothing.",
    ]
}

extension ChurnHorizon: Documented {
    package static let meanings = [
        "days": "Days without an order that count as churn.",
        "is_auto": "Whether the pipeline left the choice to the data.",
        "candidates": "Every horizon: `auto` takes the one whose churn rate is nearest to one half.",
    ]
}

extension ChurnHorizon.Candidate: Documented {
    package static let meanings = [
        "days": "Days.", "churn_rate": "Share without an order within them; null where the history is too short.",
        "customers": "Customers whose last order was at most a year old.",
    ]
}

extension ChampionContest: Documented {
    package static let meanings = [
        "champion": "The model that scored before; null without one that answers the same question.",
        "challenger": "The refit.",
        "metric": "What the scores are, the larger the better; null where nothing was measured.",
        "ahead": "Mean by which the challenger is ahead.",
        "standard_error": "Standard error of the paired differences.",
        "is_promoted": "Whether the challenger scores from now on.", "reason": "Why.",
    ]
}

extension ChampionContest.Side: Documented {
    package static let meanings = [
        "version": "Version of the model.", "fitted_as_of": "Records before this instant fitted it.",
        "score": "Mean over the customers of the window; null where nothing was measured.",
    ]
}
