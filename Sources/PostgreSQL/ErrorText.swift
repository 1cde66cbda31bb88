internal import CPostgres

/// Sentences out of what the server says, without values.
enum ErrorText {
    /// The error of a statement that failed.
    static func error(of result: OpaquePointer?, on connection: OpaquePointer, place: String) -> PostgreSQLError {
        let state = field(result, "C")
        guard let state, PQstatus(connection) != CONNECTION_BAD || state.hasPrefix("57P") else {
            return sentence(.lost, place: place, "the connection was lost", sqlState: state)
        }
        return sentence(
            PostgreSQLError.Kind(sqlState: state), place: place, what(state, field(result, "M") ?? ""), sqlState: state)
    }

    /// The error of a connection that could not be made; `text` is libpq's, in its verbose form.
    static func connecting(_ text: String, place: String, password: String?) -> PostgreSQLError {
        let line = masked(lastLine(text), password)
        guard let match = line.firstMatch(of: /failed: [^:]+: +([0-9A-Z]{5}): (.+)$/) else {
            let why = line.firstMatch(of: /failed: (.+)$/).map { String($0.1) } ?? line
            return sentence(isTLS(why) ? .insecure : .unreachable, place: place, "the connection failed: \(why)")
        }
        let state = String(match.1)
        let kind = PostgreSQLError.Kind(sqlState: state)
        return sentence(
            kind == .lost ? .unreachable : kind, place: place,
            "the connection was refused: \(what(state, String(match.2)))",
            sqlState: state)
    }

    /// libpq has no code for a failed handshake: its words of it all name SSL or the certificate.
    private static func isTLS(_ why: String) -> Bool {
        why.contains("SSL") || why.contains("certificate")
    }

    static func sentence(
        _ kind: PostgreSQLError.Kind, place: String, _ what: String, sqlState: String? = nil
    ) -> PostgreSQLError {
        let code = sqlState.map { " (SQLSTATE \($0))" } ?? ""
        let advice = kind.advice.map { "; \($0)" } ?? ""
        return PostgreSQLError(kind, "PostgreSQL at \(place): \(what)\(code)\(advice)", sqlState: sqlState)
    }

    /// The primary message where those of its class hold names alone, and else the condition's own name.
    private static func what(_ state: String, _ message: String) -> String {
        let named = ["08", "0A", "23", "25", "28", "3D", "3F", "40", "42", "53", "54", "55", "57", "58"]
        if named.contains(String(state.prefix(2))), !message.isEmpty { return firstLine(message) }
        return conditions[state] ?? "the statement failed"
    }

    private static let conditions = [
        "22001": "a text is too long for its column", "22003": "a number is out of range",
        "22007": "a date or time is malformed", "22008": "a date or time is out of range",
        "22012": "a division by zero", "22021": "a character is not in the database's encoding",
        "22P02": "a text is no value of its type", "22P03": "a binary value is not of its column's type",
        "22P04": "the rows of a COPY are not in its format", "22P05": "a character cannot be written in the encoding",
    ]

    private static func field(_ result: OpaquePointer?, _ code: Unicode.Scalar) -> String? {
        PQresultErrorField(result, CInt(code.value)).map { String(cString: $0) }
    }

    private static func firstLine(_ text: String) -> String {
        String(text.prefix { $0 != "\n" })
    }

    /// libpq tells of every address that it tried, one a line, and indents what explains a line.
    private static func lastLine(_ text: String) -> String {
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("\t") && !$0.hasPrefix("LOCATION") }
        return String(lines.last { $0.contains("failed: ") } ?? lines.last ?? "the server did not answer")
    }

    private static func masked(_ text: String, _ password: String?) -> String {
        guard let password, !password.isEmpty else { return text }
        return text.replacing(password, with: "***")
    }
}
