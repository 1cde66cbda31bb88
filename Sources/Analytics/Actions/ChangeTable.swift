internal import Domain
package import Tables

extension CustomerChanges {
    /// The table `changes`.
    package var table: Table {
        Table(ChangesTable.table) { t in
            t.customerID = TextColumn(list.lazy.map(\.customerID))
            t.kind = TextColumn(list.lazy.map(\.kind.rawValue))
            t.cause = TextColumn(list.lazy.map(\.cause.rawValue))
            t.fields = TextColumn(list.lazy.map(\.fieldsText))
        }
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
