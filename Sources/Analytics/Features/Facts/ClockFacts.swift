internal import Domain
internal import Foundation

/// On what days and at what hours somebody orders, and by which channel.
package struct ClockFacts: Equatable, Sendable {
    /// Orders on a Saturday or Sunday.
    package internal(set) var weekend = RateCount()
    /// Orders from 09:00 to 17:00 on a weekday; no trial where hours are not told.
    package internal(set) var businessHours = RateCount()
    /// Sums of the unit vectors of the local time of day.
    package internal(set) var cosine = 0.0
    package internal(set) var sine = 0.0
    /// Orders in the shop's peak months; no trial below a year of tenure.
    package internal(set) var peakSeason = RateCount()
    /// The share of the days of tenure that lie in the peak months.
    package internal(set) var peakTenureShare = Double.nan
    /// Changes of channel from an order to the next, among those whose channel is known.
    package internal(set) var channelChanges = RateCount()

    init(of orders: Range<Int>, in frame: ShopFrame) {
        for order in orders { weekend.insert(CivilDate.weekday(ofDay: frame.shop.orders.localDay[order]) >= 5) }
        if frame.reference.hasOrderHours { readHours(of: orders, in: frame) }
        if let season = frame.season { readSeason(of: orders, season, in: frame) }
        if !frame.shop.orders.channel.isEmpty { readChannels(of: orders, in: frame) }
    }

    private mutating func readHours(of orders: Range<Int>, in frame: ShopFrame) {
        for order in orders {
            let second = frame.shop.orders.localSecond[order]
            let angle = 2 * Double.pi * Double(second) / 86_400
            cosine += cos(angle)
            sine += sin(angle)
            businessHours.insert(BusinessHours.contain(day: frame.shop.orders.localDay[order], second: second))
        }
    }

    private mutating func readSeason(of orders: Range<Int>, _ season: PeakSeason, in frame: ShopFrame) {
        guard let first = orders.first,
            frame.days(since: frame.shop.orders.orderedAt[first]) >= PeakSeason.yearDays
        else { return }
        for order in orders { peakSeason.insert(season.isPeak(frame.shop.orders.localDay[order])) }
        let firstDay = frame.shop.orders.localDay[first]
        let peakDays = season.count(from: firstDay, through: season.lastDay)
        peakTenureShare = Double(peakDays) / Double(season.lastDay - firstDay + 1)
    }

    private mutating func readChannels(of orders: Range<Int>, in frame: ShopFrame) {
        var last = StringTable.missing
        for order in orders where frame.shop.orders.channel[order] >= 0 {
            if last >= 0 { channelChanges.insert(frame.shop.orders.channel[order] != last) }
            last = frame.shop.orders.channel[order]
        }
    }
}

/// From 09:00 to 17:00, Monday to Friday, on the shop's clock.
enum BusinessHours {
    @inline(__always)
    static func contain(day: Int32, second: Int32) -> Bool {
        CivilDate.weekday(ofDay: day) < 5 && second >= 9 * 3600 && second < 17 * 3600
    }
}
