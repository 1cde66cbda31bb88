import Analytics
import Domain
import Foundation
import Ingest
import Testing

/// Where the public data lie: `QUIMBI_SHARED_DATA`, or beside the package.
private enum PublicData {
    static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let folder =
        ProcessInfo.processInfo.environment["QUIMBI_SHARED_DATA"].map { URL(filePath: $0) }
        ?? package.deletingLastPathComponent().appending(path: "shared/data")

    static func has(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: path).path(percentEncoded: false))
    }

    /// The monthly cohorts of some files.
    static func cohorts(_ paths: [String], mapping: String, zone: String, currency: String) throws -> [CohortLine] {
        var source = SourceDescription(
            paths: paths.map { folder.appending(path: $0).path(percentEncoded: false) }, mapping: mapping,
            asOf: .latest, zone: try #require(ShopZone(identifier: zone)), currency: currency)
        source.mappingFolder = package.appending(path: "pipelines/mappings").path(percentEncoded: false)
        let shop = try Ingest.read(source, jobs: 2).shop
        return Cohorts.analyze(shop, CohortOptions(granularities: [.month]), jobs: 2).lines(.month).cohorts
    }
}

/// Cohorts of real shops, from their files, against counts of others.
struct RealCohortsTests {
    /// Counted apart from this engine: customers of December 2010, and how many of them ordered in each of the next twelve
    /// months, an order being an invoice that was not cancelled.
    @Test(
        .enabled(if: PublicData.has("online_retail_ii"), "needs the Online Retail II files"),
        arguments: [
            (
                ["online_retail_ii/online_retail_2010-2011.csv.gz"], 885,
                [324, 286, 340, 321, 352, 321, 309, 313, 350, 331, 445, 235]
            ),
            (["online_retail_ii"], 76, [7, 4, 7, 9, 5, 4, 7, 4, 2, 7, 15, 2]),
        ])
    func `customers of December 2010 come back as counted`(paths: [String], customers: Int, active: [Int]) throws {
        let cohorts = try PublicData.cohorts(
            paths, mapping: "online-retail", zone: "Europe/London", currency: "GBP")
        let december = try #require(cohorts.first { $0.label == "2010-12" })
        #expect(december.customers == customers)
        #expect(december.cells.map { Int($0[.retention].numerator) } == [customers] + active)
        #expect(december.cells.map(\.isComplete) == Array(repeating: true, count: 12) + [false])
    }

    /// The output of `Oracles/cdnow_cohorts.py` for CDNOW_master.txt.gz: "active:orders:cents" by month.
    private static let cdnow = [
        """
        1997-01 7846 7846:8928:29906017 1157:1627:6104169 964:1329:5068375 810:1091:4065550 679:904:3497356 \
        736:976:3439790 720:994:4100970 582:785:2980454 559:766:2730622 594:906:3210030 673:936:3945983 \
        634:855:3356908 528:684:2721464 511:663:2528812 664:924:3712874 472:617:2198890 497:659:2422284 498:707:2725208
        """,
        """
        1997-02 8476 8476:9645:31854834 1312:1745:6258703 980:1302:4924770 783:1037:3830656 847:1108:3856507 \
        786:1061:4319489 626:809:3130755 619:814:2934071 666:916:3245853 721:940:3882404 661:876:3426146 \
        545:726:2643535 568:736:2774588 718:970:3667307 545:728:2503317 548:743:2673491 551:738:2734755
        """,
        """
        1997-03 7248 7248:8524:27988449 1032:1388:5292129 752:954:3465318 756:970:3543290 674:887:3787429 \
        564:726:2725560 561:716:2530187 579:740:2522194 634:874:3716477 569:773:2774681 464:622:2310679 \
        472:627:2406296 678:899:3516834 420:533:1920945 443:583:2003191 457:598:2150967
        """,
    ]

    @Test(.enabled(if: PublicData.has("cdnow"), "needs the CDNOW files"))
    func `CDNOW's months are those of a count in another language`() throws {
        let cohorts = try PublicData.cohorts(
            ["cdnow/CDNOW_master.txt.gz"], mapping: "cdnow", zone: "America/New_York", currency: "USD")
        let lines = cohorts.map { line in
            let cells = line.cells.map { cell in
                let cents = Int((cell[.revenue].value * 100).rounded())
                return "\(Int(cell[.retention].numerator)):\(Int(cell[.orders].value)):\(cents)"
            }
            return ([line.label, String(line.customers)] + cells).joined(separator: " ")
        }
        #expect(lines == Self.cdnow)
    }
}
