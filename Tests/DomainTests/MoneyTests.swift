import Domain
import Testing

struct MoneyTests {
    @Test func `sums stay within the range and are never missing`() {
        #expect(Money.limit.addingClamped(-1) == Money.limit - 1)
        #expect(Int64.max.addingClamped(1) == .max)
        #expect((-Int64.max).addingClamped(-1) == -.max)
        #expect((-Int64.max).addingClamped(-Money.limit) == -.max)
        #expect(Int64.max.addingClamped(-.max) == 0)
        #expect(Money.limit.multipliedReportingOverflow(by: 9_000).overflow == false)
    }

    private func parse(_ text: String) -> Result<Int64, Money.ParseFailure> {
        var text = text
        return text.withUTF8 { bytes in
            do throws(Money.ParseFailure) { return .success(try Money.parse(bytes)) } catch { return .failure(error) }
        }
    }

    @Test(
        arguments: [
            ("0", 0), ("12", 120_000), ("-0.5", -5_000), ("+1234.5678", 12_345_678), (".5", 5_000), ("7.", 70_000),
            (" 3.10 ", 31_000), ("1.23450000000000000000", 12_345), ("100000000000", Money.limit), ("-0", 0),
            ("000000000000000000000000.01", 100),
        ] as [(String, Int64)])
    func `decimal text is read exactly`(text: String, raw: Int64) {
        #expect(parse(text) == .success(raw))
    }

    @Test(arguments: ["", " ", "-", ".", "+.", "1e3", "1,5", "1.2.3", "0x1", "NaN", "1.00001", "١", "--1", "1 2", "$1"])
    func `what is no amount is none`(text: String) {
        #expect(parse(text) == .failure(.notANumber))
    }

    @Test(arguments: [
        "100000000000.0001", "-100000000001", "99999999999999999999999999999999999999", "9007199254740993",
    ])
    func `absurd amounts are out of range`(text: String) {
        #expect(parse(text) == .failure(.outOfRange))
    }

    @Test func `what is written is read again`() {
        for raw in [0, 1, -1, 9_999, 10_000, 123_456_789, -987_654_321, Money.limit, -Money.limit] as [Int64] {
            #expect(parse(Money.text(raw)) == .success(raw))
        }
    }

    @Test func `a factor is applied exactly, half to even`() throws {
        let half = try #require(DecimalFactor("0.5"))
        #expect([1, 3, 5, -1, -3, 7].map { half.applied(to: $0) } == [0, 2, 2, 0, -2, 4])
        let rate = try #require(DecimalFactor("1.123456789012"))
        // 1.2345 x 1.123456789012 = 1.386907...
        #expect(rate.applied(to: 12_345) == 13_869)
        #expect(DecimalFactor("999999")?.applied(to: Money.limit) == nil)
        #expect(DecimalFactor.one.applied(to: -Money.limit) == -Money.limit)
    }

    @Test(arguments: ["", "0", "0.0", "-1", "1e2", "1.", ".5", "1234567", "1.0000000000001", "1,1", "+1"])
    func `what is no factor is none`(text: String) {
        #expect(DecimalFactor(text) == nil)
    }
}
