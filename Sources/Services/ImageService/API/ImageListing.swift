import CloudCore
import CloudHTTP

/// Reads the query of `GET /v2/images`.
struct ImageListing: Sendable {
    private static let own: Set<String> = [
        "limit", "marker", "sort", "sort_key", "sort_dir", "visibility", "member_status", "tag", "os_hidden",
        "size_min", "size_max",
        "created_at", "updated_at", "fields",
    ]
    private static let columns: [String: ListField] = [
        "id": .text("id"), "name": .text("name"), "status": .text("status"), "owner": .text("owner"),
        "disk_format": .text("disk_format"), "container_format": .text("container_format"),
        "checksum": .text("checksum"),
        "os_hash_algo": .text("os_hash_algo"), "os_hash_value": .text("os_hash_value"),
        "protected": .boolean("protected"),
        "min_disk": .integer("min_disk"), "min_ram": .integer("min_ram"), "size": .integer("size"),
        "virtual_size": .integer("virtual_size"),
    ]
    private static let sortable = [
        "name", "status", "container_format", "disk_format", "size", "virtual_size", "id", "created_at", "updated_at",
        "owner",
        "visibility", "min_disk", "min_ram", "protected", "checksum",
    ]

    var query: ListQuery
    var scope: VisibleImages.Scope
    var memberStatus: MemberStatus?
    var filters: [ImageFilter]

    /// - Throws: `Fault` 400 for what makes no sense.
    init(_ request: APIRequest, defaultPage: Int, maximumPage: Int) throws {
        for item in request.query.items where item.name.utf8.contains(0) || item.value.utf8.contains(0) {
            throw Fault.badRequest("Invalid value for \(item.name.replacing("\0", with: "")): it contains U+0000.")
        }
        if request.query["sort"] != nil, request.query["sort_key"] != nil || request.query["sort_dir"] != nil {
            throw Fault.badRequest("Old and new sorting syntax cannot be combined")
        }
        let shape = ListShape(
            .glance, filters: Self.columns, sortable: Dictionary(uniqueKeysWithValues: Self.sortable.map { ($0, $0) }),
            defaultOrder: [.init("created_at", ascending: false)], maximumPage: maximumPage)
        query = try shape.query(request)
        if request.query["limit"] == nil { query.limit = min(defaultPage, maximumPage) }
        scope = try Self.scope(request.query)
        memberStatus = try Self.memberStatus(request.query)
        filters = []
        try addHidden(request.query)
        try addSizes(request.query)
        for name in ["created_at", "updated_at"] {
            for text in request.query.all(name) { filters.append(try Self.moment(name, text)) }
        }
        filters += request.query.all("tag").map(ImageFilter.tag)
        for (name, value) in request.query.items where !Self.own.contains(name) && Self.columns[name] == nil {
            filters.append(.property(name, value))
        }
    }

    private static func scope(_ query: Query) throws -> VisibleImages.Scope {
        guard let text = query["visibility"] else { return .usual }
        if text == "all" { return .all }
        guard let visibility = ImageVisibility(rawValue: text) else {
            throw Fault.badRequest("Invalid visibility value: \(text)")
        }
        return .only(visibility)
    }

    private static func memberStatus(_ query: Query) throws -> MemberStatus? {
        guard let text = query["member_status"] else { return .accepted }
        if text == "all" { return nil }
        guard let status = MemberStatus(rawValue: text) else { throw Fault.badRequest("Invalid status: \(text)") }
        return status
    }

    /// Hidden images stand in no list that does not ask for them.
    private mutating func addHidden(_ query: Query) throws {
        let hidden: Bool
        switch query["os_hidden"]?.lowercased() {
        case nil, "false", "0", "no", "f", "n", "off": hidden = false
        case "true", "1", "yes", "t", "y", "on": hidden = true
        default:
            throw Fault.badRequest(
                "Invalid value '\(query["os_hidden"] ?? "")' for 'os_hidden' filter. Valid values are true or false.")
        }
        self.query = self.query.with("os_hidden", .boolean(hidden))
    }

    private mutating func addSizes(_ query: Query) throws {
        for (name, comparison) in [("size_min", ListQuery.Operator.greaterOrEqual), ("size_max", .lessOrEqual)] {
            guard let text = query[name] else { continue }
            guard let size = Int64(text), size >= 0 else {
                throw Fault.badRequest("Invalid value for option \(name): '\(text)' is not a non-negative integer.")
            }
            self.query.filters.append(.init("size", comparison, [.integer(size)]))
        }
    }

    /// A moment with an operator before it. Clients see whole seconds: they are what is compared.
    private static func moment(_ column: String, _ text: String) throws -> ImageFilter {
        let parts = text.split(separator: ":", maxSplits: 1)
        let named = parts.count == 2 ? ImageFilter.Comparison(rawValue: String(parts[0])) : nil
        guard let moment = Timestamp(named == nil ? text : String(parts[1])) else {
            throw Fault.badRequest(
                "Invalid filter value \(text). The datetime is not in ISO 8601 form, or its operator is not known.")
        }
        return .moment(column, named ?? .eq, moment)
    }
}
