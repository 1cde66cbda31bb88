/// Seconds in a day of UTC.
let secondsPerDay = 86_400

/// Year, month (1...12) and day of the month of a day since 1970, in the Gregorian calendar.
///
/// Source: Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
func civilDate(day: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = day + 719_468  // days since 1 March of the year 0
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
}

/// The weekday of a day since 1970: 0 is Monday, 6 is Sunday.
func weekday(day: Int) -> Int {
    ((day + 3) % 7 + 7) % 7
}
