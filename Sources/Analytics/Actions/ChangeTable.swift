package import Domain

extension CustomerChanges {
    /// The table `changes`.
    package var table: Table {
        var (ids, kinds, causes, fields) = (TextColumn(), TextColumn(), TextColumn(), TextColumn())
        for change in list {
            ids.append(change.customerID)
            kinds.append(change.kind.rawValue)
            causes.append(change.cause.rawValue)
            fields.append(change.fieldsText)
        }
        return Table(.changes, values: [.text(ids), .text(kinds), .text(causes), .text(fields)])
    }
}

extension CustomerChange {
    /// The fields as a JSON array.
    fileprivate var fieldsText: String {
        var json = JSONText()
        json.beginArray()
        for field in fields {
            json.beginObject()
            for (key, value) in [
                ("cause", field.cause.rawValue), ("field", field.field), ("new", field.new), ("old", field.old),
            ] {
                json.key(key)
                json.value(value)
            }
            json.endObject()
        }
        json.endArray()
        return json.string
    }
}
