package import Analytics
package import Kernels

extension ForecastFigures: Documented {
    package static let meanings = [
        "predicted": "Sum of forecasts over the customers.", "actual": "Sum of what happened.",
        "bias": "`predicted` / `actual` - 1; null where nothing happened.", "mae": "Mean absolute error a customer.",
        "rmse": "Root mean squared error a customer.",
        "spearman": "Spearman's rank correlation of forecast and outcome.",
        "gini": "Normalised Gini coefficient: 1 orders the customers as the outcome does, 0 not at all.",
        "mae_of_median": "Mean absolute error with the median of simulated futures as forecast.",
        "coverage_90":
            "Share of customers whose 90 % interval, ends included, holds the outcome; null without intervals.",
        "coverage_90_randomized": "The same with outcomes on an end counted by chance: 0.9 if intervals are right.",
    ]
}

extension FitStatus: Documented {
    package static let meanings = [
        "outcome": "How the search for the parameters ended; only `converged` predicts.",
        "reason": "The same in a sentence; left out if it converged.",
    ]
}

extension LifetimeHoldout: Documented {
    package static let meanings = [
        "from": "First local day of the window.", "to": "Last one.", "customers": "Buyers before the window.",
        "mean_log_likelihood": "Mean log density of what each customer did, given what was known before, in nats.",
        "orders": "Forecast of repeat order days.",
        "value": "Forecast of net value, in the currency; null without a spend model.",
        "naive_orders": "Forecast by each customer's own past rate of repeat orders.",
        "naive_value": "That rate times the mean value of the customer's orders.",
        "total_orders_lower": "Lower end of the 90 % interval of all orders; null where no futures were simulated.",
        "total_orders_upper": "Upper end.", "total_value_lower": "Lower end of the 90 % interval of all value.",
        "total_value_upper": "Upper end.", "deciles": "Tenths of the customers by forecast, the least first.",
        "log_variance": "Variance of the logarithm of the total, as simulated.",
    ]
}

extension LifetimeHoldout.Decile: Documented {
    package static let meanings = [
        "decile": "1 to 10.", "customers": "Customers.", "predicted": "Mean forecast, of value or of orders.",
        "actual": "Mean outcome.",
    ]
}

extension LifetimeTracking.Week: Documented {
    package static let meanings = [
        "week": "Week, counted from 1 at the shop's first order day.",
        "expected": "Repeat order days from the first day to the end of the week, as the model expects them.",
        "actual": "The same as they happened.",
    ]
}

extension PastPredictions: Documented {
    package static let meanings = [
        "predicted_as_of": "`as_of` of the run that predicted.", "horizon_months": "Months ahead.",
        "customers": "Customers whose outcome is known.", "missing": "Customers that the source no longer has.",
        "value": "Net value.", "orders": "Orders.", "deciles": "Tenths of the customers by predicted value.",
    ]
}

extension LifetimeCorrection: Documented {
    package static let meanings = [
        "factor": "Factor on expected orders; 1 where none is used.",
        "candidate": "Factor found in the earlier window.",
        "reason": "Why it is used or not.",
        "excess_log_deviation": "Standard deviation of the logarithm of a total beyond what the simulation explains.",
    ]
}

extension LifetimeForecasts.Total: Documented {
    package static let meanings = [
        "month": "Months ahead.",
        "expected": "Expected net value of all customers, in the currency; null without a spend model.",
        "lower": "Lower end of its 90 % interval.", "upper": "Upper end.",
        "expected_orders": "Expected orders of all customers.",
    ]
}
