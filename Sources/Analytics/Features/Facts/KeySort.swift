/// Sorts small arrays of keys over and over without allocating: insertion into runs of 16, then merging from the bottom up.
///
/// Equal keys are alike, so stability is no question; the second buffer grows to the largest input and stays.
struct KeySort {
    private static let runLength = 16
    private var buffer: [Int64] = []

    /// Sorts ascending, in O(n log n).
    mutating func sort(_ keys: inout [Int64]) {
        let count = keys.count
        guard count > 1 else { return }
        keys.withUnsafeMutableBufferPointer { Self.sortRuns($0) }
        guard count > Self.runLength else { return }
        if buffer.count < count { buffer = Array(repeating: 0, count: count * 2) }
        keys.withUnsafeMutableBufferPointer { keys in
            buffer.withUnsafeMutableBufferPointer { buffer in
                Self.mergeRuns(keys, UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
            }
        }
    }

    private static func sortRuns(_ keys: UnsafeMutableBufferPointer<Int64>) {
        for start in stride(from: 0, to: keys.count, by: runLength) {
            for index in start + 1..<max(start + 1, min(start + runLength, keys.count)) {
                let key = keys[index]
                var hole = index
                while hole > start, keys[hole - 1] > key {
                    keys[hole] = keys[hole - 1]
                    hole -= 1
                }
                keys[hole] = key
            }
        }
    }

    private static func mergeRuns(
        _ keys: UnsafeMutableBufferPointer<Int64>, _ buffer: UnsafeMutableBufferPointer<Int64>
    ) {
        var (source, target) = (keys, buffer)
        var isInBuffer = false
        var width = runLength
        while width < keys.count {
            for start in stride(from: 0, to: keys.count, by: 2 * width) {
                merge(source, start, min(start + width, keys.count), min(start + 2 * width, keys.count), into: target)
            }
            swap(&source, &target)
            isInBuffer.toggle()
            width *= 2
        }
        if isInBuffer { _ = keys.update(fromContentsOf: buffer) }
    }

    private static func merge(
        _ source: UnsafeMutableBufferPointer<Int64>, _ start: Int, _ middle: Int, _ end: Int,
        into target: UnsafeMutableBufferPointer<Int64>
    ) {
        var (left, right) = (start, middle)
        for index in start..<end {
            if left < middle, right >= end || source[left] <= source[right] {
                target[index] = source[left]
                left += 1
            } else {
                target[index] = source[right]
                right += 1
            }
        }
    }
}
