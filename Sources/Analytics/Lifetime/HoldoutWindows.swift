/// Where the time of a shop is cut to choose a model, and to say how well it does.
///
///     first day ............ selection ....... report ....... end
///                                     <- days ->     <- days ->
///
/// Models compete, and a correction is found, on what followed the day `selection`; what followed the day `report` tells
/// how the winner does, and has a veto on the correction.
package struct HoldoutWindows: Equatable, Sendable {
    package let selection, report, end: Int32
    /// The length of either window.
    package let days: Int32

    /// Half a year is long enough to see what customers are worth; a young shop has a quarter of its time.
    static let longest: Int32 = 182
    static let shortest: Int32 = 28

    /// `nil` where a quarter of the time is shorter than 28 days.
    package init?(first: Int32, end: Int32) {
        let days = min(Self.longest, (end - first + 1) / 4)
        guard days >= Self.shortest else { return nil }
        self.init(end: end, days: days)
    }

    /// Two windows of `days` before the end.
    package init(end: Int32, days: Int32) {
        (self.end, self.days) = (end, days)
        report = end - days
        selection = end - 2 * days
    }
}
