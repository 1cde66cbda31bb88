import Domain
import Testing

struct ShopZoneTests {
    @Test(arguments: ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])
    func `a column of instants reads as each does alone`(name: String) throws {
        let zone = try #require(ShopZone(identifier: name))
        let instants = (0..<20_000).map { Int64($0 * 104_729 % 20_000) * 201_600_000_001 - 1_000_000_007 }
        let (days, seconds) = zone.locals(of: instants)
        for (index, instant) in instants.enumerated() {
            let local = zone.local(instant)
            #expect(days[index] == local.day && seconds[index] == local.second)
        }
    }

    @Test func `a skipped time moves on and a doubled one is the first`() throws {
        let berlin = try #require(ShopZone(identifier: "Europe/Berlin"))
        let local = { (text: String) in Instant(iso8601: text)?.microseconds ?? 0 }
        #expect("\(berlin.instant(ofLocal: local("2025-03-30T02:30:00")))" == "2025-03-30T01:30:00Z")
        #expect("\(berlin.instant(ofLocal: local("2025-10-26T02:30:00")))" == "2025-10-26T00:30:00Z")
    }

    @Test func `an unknown zone is none`() {
        #expect(ShopZone(identifier: "Europe/Atlantis") == nil)
    }
}
