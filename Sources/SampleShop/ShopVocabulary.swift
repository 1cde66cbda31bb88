/// The closed lists of words that stand in the files, with how often each is drawn.
enum ShopVocabulary {
    static let orderChannels = ["web", "app", "marketplace", "social", "pos"]
    static let orderChannelWeights = Weighted([0.50, 0.26, 0.12, 0.07, 0.05])

    static let ticketChannels = ["email", "chat", "phone", "social"]
    static let ticketChannelWeights = Weighted([0.48, 0.30, 0.15, 0.07])

    static let countries = ["DE", "AT", "CH", "FR", "NL", "BE", "IT", "ES", "PL", "DK"]
    static let languages = ["de", "de", "de", "fr", "nl", "fr", "it", "es", "pl", "da"]
    static let countryWeights = Weighted([0.46, 0.10, 0.07, 0.10, 0.08, 0.05, 0.05, 0.04, 0.03, 0.02])

    static let discountCodes = ["FRESH5", "HELLO10", "TREAT15", "THANKS20", "CLEAR30"]

    /// Usual hours of the day, in UTC, and their spread: morning, lunch, evening, late night.
    static let dayTimes = [(8.0, 1.5), (12.0, 2.5), (19.0, 2.0), (22.5, 1.5)]
    static let dayTimeWeights = Weighted([0.18, 0.32, 0.38, 0.12])

    static let ticketCategories = [
        "shipping", "return", "billing", "product_question", "usage_question", "account", "complaint", "order_change",
    ]
    /// Weights of a ticket that is neither about a return nor a question.
    static let ticketCategoryWeights = Weighted([0.36, 0.10, 0.16, 0, 0, 0.14, 0.10, 0.14])
    static let returnCategory = 1
    static let questionCategories = [3, 4]
    /// The team (index into ``teams``) that takes a category's tickets.
    static let teamOfCategory = [0, 1, 2, 3, 3, 2, 1, 0]
    static let subjects = [
        "Where is my parcel?", "I would like to send something back", "Question about my invoice",
        "Before I buy: which size, which colour?", "How do I use it?", "Cannot sign in", "Arrived \"new\", but damaged",
        "Please change my order",
    ]

    static let teams = ["Orders", "Returns", "Billing", "Product"]
    static let priorities = ["low", "normal", "high", "urgent"]
    static let priorityWeights = Weighted([0.20, 0.56, 0.18, 0.06])
    static let statuses = ["new", "open", "pending", "on_hold", "resolved", "closed"]
    static let agentNames = [
        "Alma", "Bela", "Carla", "Dario", "Elif", "Femke", "Goran", "Hanna", "Ivo", "Jana", "Kerem", "Lotte", "Milo",
        "Nora", "Oskar", "Paula",
    ]
    static let timezones = ["Europe/Berlin", "Europe/Madrid", "Europe/Warsaw", "Europe/Lisbon"]
}
