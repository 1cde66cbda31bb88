/// The finite values among at most `limit` evenly spaced ones of a column, ascending.
///
/// - Complexity: O(limit log limit).
func sortedSample(of column: [Double], limit: Int) -> [Double] {
    let count = min(column.count, limit)
    return (0..<count).map { column[$0 * column.count / count] }.filter(\.isFinite).sorted()
}
