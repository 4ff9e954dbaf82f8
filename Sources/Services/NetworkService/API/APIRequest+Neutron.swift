import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// What Neutron's requests have in common.
extension APIRequest {
    /// The object under the body's member of that name.
    func member(_ name: String) throws -> [String: JSON] {
        guard let object = body[name]?.object else {
            throw Fault.badRequest("Unable to find '\(name)' in request body", code: "HTTPBadRequest")
        }
        return object
    }

    /// Names given by `fields=`; nil is all.
    var selectedFields: Set<String>? {
        let names = query.all("fields").filter { !$0.isEmpty }
        return names.isEmpty ? nil : Set(names)
    }

    /// `If-Match: revision_number=5`.
    /// - Throws: 400 for anything else in that header.
    var wantedRevision: Int64? {
        get throws {
            guard let text = request.headers[.ifMatch] else { return nil }
            let parts = text.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0] == "revision_number", let revision = Int64(parts[1]) else {
                throw Fault.badRequest("Invalid value for If-Match: '\(text)'.", code: "HTTPBadRequest")
            }
            return revision
        }
    }

    /// PostgreSQL holds no zero bytes: nothing can match them.
    func refuseZeroBytes() throws {
        if query.items.contains(where: { $0.name.utf8.contains(0) || $0.value.utf8.contains(0) }) {
            throw Fault.badRequest("The query must not contain zero bytes.", code: "HTTPBadRequest")
        }
    }

    /// This list's address for the page after, or before, `marker`.
    func pageLink(marker: String, reversed: Bool) -> String {
        var items = query.items.filter { $0.name != "marker" && $0.name != "page_reverse" } + [("marker", marker)]
        if reversed { items.append(("page_reverse", "True")) }
        return String(selfURL.prefix { $0 != "?" }) + "?" + Query(items: items).text
    }
}
