internal import Kernels

/// What a stream of random numbers is drawn for.
///
/// Every purpose of every customer has a stream of its own, so a customer's data depend neither on how many
/// customers there are nor on what was drawn for anybody else.
enum Purpose: UInt64 {
    case catalogue, roster, habits, profile, purchases, orders, tickets, guests, guestCount, guestTickets
}

/// The streams of one shop: a seed from which each purpose and number gets its own.
struct Streams {
    let seed: UInt64

    /// The stream for a purpose and a customer's, guest's or agent's number; numbers below 2⁵⁶.
    func random(_ purpose: Purpose, _ number: Int = 0) -> CounterRandom {
        CounterRandom(seed: seed, stream: UInt64(number) << 8 | purpose.rawValue)
    }
}
