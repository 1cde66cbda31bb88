internal import Kernels

/// What goes into an order, and at what discount.
struct Basket {
    let parameters: Parameters
    let catalogue: Catalogue

    /// Fills an order for a customer with these habits who bought `history` before, one entry a line.
    ///
    /// A basket has a value to reach, drawn around the customer's spend level: lines are added until the next product
    /// would lead further away from it, or the drawn number of lines is there; of cheap products several are bought.
    func fill(_ order: inout Order, _ habits: Habits, history: inout [Int], _ random: inout CounterRandom) {
        order.lines.removeAll(keepingCapacity: true)
        let budget = habits.spend * random.gamma(shape: parameters.basketShape) / parameters.basketShape
        let wanted = 1 + random.poisson(mean: parameters.extraLinesMean * random.exponential())
        var spent = 0
        if random.uniform() < parameters.bundleShare { spent += addBundle(to: &order, &random) }
        for index in 0..<wanted {
            let product = product(habits, history, &random)
            let (price, rest) = (Double(catalogue.prices[product]), budget - Double(spent))
            if !order.lines.isEmpty, rest < price / 2 { break }
            let pieces = rest / Double(wanted - index) / price + random.uniform()
            spent += add(product, quantity: min(max(Int(pieces), 1), 24), to: &order)
        }
        for line in order.lines { history.append(line.product) }
        decide(&order, habits, &random)
        order.price(parameters)
    }

    /// Adds a bundle's products, now and then without one of them, and returns their price.
    private func addBundle(to order: inout Order, _ random: inout CounterRandom) -> Int {
        var spent = 0
        for product in catalogue.bundle(&random) where random.uniform() < parameters.bundleMemberShare {
            spent += add(product, quantity: 1, to: &order)
        }
        return spent
    }

    /// Adds pieces of a product to its line, or a line for it, and returns their price.
    private func add(_ product: Int, quantity: Int, to order: inout Order) -> Int {
        let price = catalogue.prices[product]
        if let known = order.lines.firstIndex(where: { $0.product == product }) {
            order.lines[known].quantity += quantity
        } else {
            order.lines.append(Order.Line(product: product, quantity: quantity, unitPrice: price))
        }
        return quantity * price
    }

    private func product(_ habits: Habits, _ history: [Int], _ random: inout CounterRandom) -> Int {
        if !history.isEmpty, random.uniform() < habits.repeatRate {
            return history[random.index(below: history.count)]
        }
        let category: Int
        if random.uniform() < habits.loyalty {
            category = random.uniform() < 0.7 ? habits.favourite : habits.secondFavourite
        } else {
            category = catalogue.category(&random)
        }
        return catalogue.product(in: category, tier: habits.priceTier, &random)
    }

    /// Channel, status and discount.
    private func decide(_ order: inout Order, _ habits: Habits, _ random: inout CounterRandom) {
        let faithful = random.uniform() < parameters.channelFidelity
        order.channel = faithful ? habits.channel : ShopVocabulary.orderChannelWeights.draw(&random)
        order.status = status(random.uniform())
        (order.code, order.discountPercent) = (nil, 0)
        guard random.uniform() < habits.discountRate else { return }
        var depth = 0
        for _ in 1..<parameters.codeDepthPercent.count where random.uniform() < habits.deepCodes { depth += 1 }
        order.discountPercent = parameters.codeDepthPercent[depth]
        order.code = random.uniform() < parameters.promotionShare ? nil : depth
    }

    private func status(_ uniform: Double) -> Order.Status {
        if uniform < parameters.testShare { return .test }
        if uniform < parameters.testShare + parameters.cancelledShare { return .cancelled }
        if uniform < parameters.testShare + parameters.cancelledShare + parameters.placedShare { return .placed }
        return .paid
    }
}
