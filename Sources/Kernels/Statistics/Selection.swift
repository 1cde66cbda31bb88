/// Puts the smallest numbers that belong at `ranks` in their places, as a full sort would.
///
/// Between two ranks the order stays arbitrary, but everything before a rank is no larger and everything after it no
/// smaller. Not a sort: for a few ranks the expected work is linear.
///
/// - Parameters:
///   - values: the numbers, none of them NaN; reordered in place.
///   - ranks: positions counted from 0, ascending, within `values`.
/// - Complexity: O(n log r) expected for r ranks, O(n log n) at worst.
///
/// Source: Hoare (1961), "Find"; Musser (1997) for the bound on the depth.
func select(_ values: UnsafeMutableBufferPointer<Double>, ranks: ArraySlice<Int>) {
    select(
        values, from: 0, to: values.count, ranks: ranks,
        depth: 2 * (Int.bitWidth - values.count.leadingZeroBitCount))
}

private func select(
    _ values: UnsafeMutableBufferPointer<Double>, from start: Int, to end: Int,
    ranks: ArraySlice<Int>, depth: Int
) {
    guard !ranks.isEmpty, end - start > 1 else { return }
    guard end - start > 32, depth > 0 else {
        var rest = UnsafeMutableBufferPointer(rebasing: values[start..<end])
        rest.sort()
        return
    }
    let (low, high) = partition(values, from: start, to: end)
    let below = ranks.prefix { $0 < low }
    let above = ranks.drop { $0 < high }
    select(values, from: start, to: low, ranks: below, depth: depth - 1)
    select(values, from: high, to: end, ranks: above, depth: depth - 1)
}

/// Moves what is below a pivot before what is above it.
///
/// - Returns: the bounds of the middle part, whose numbers equal the pivot; both outer parts are shorter than the range.
private func partition(_ values: UnsafeMutableBufferPointer<Double>, from start: Int, to end: Int)
    -> (Int, Int)
{
    let pivot = pivot(values, from: start, to: end)
    var (low, high) = (start, end - 1)
    while low <= high {
        while values[low] < pivot { low += 1 }
        while values[high] > pivot { high -= 1 }
        guard low <= high else { break }
        values.swapAt(low, high)
        low += 1
        high -= 1
    }
    return (high + 1, low)
}

/// The median of three medians of three, spread over the range.
private func pivot(_ values: UnsafeMutableBufferPointer<Double>, from start: Int, to end: Int)
    -> Double
{
    let step = (end - start) / 9
    func third(from first: Int) -> Double {
        median(values[first], values[first + step], values[first + 2 * step])
    }
    return median(third(from: start), third(from: start + 3 * step), third(from: start + 6 * step))
}

private func median(_ a: Double, _ b: Double, _ c: Double) -> Double {
    max(min(a, b), min(max(a, b), c))
}
