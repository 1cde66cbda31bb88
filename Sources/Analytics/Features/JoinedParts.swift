/// The parts one after the other, in memory taken once.
func joined<Element>(_ parts: [some Collection<Element>]) -> [Element] {
    var whole: [Element] = []
    whole.reserveCapacity(parts.reduce(0) { $0 + $1.count })
    for part in parts { whole.append(contentsOf: part) }
    return whole
}
