package import CloudCore

/// What a list operation takes from its query: which parameters filter, what may be sorted by, how pages are asked for.
///
/// One value per resource; unknown parameters are ignored, as the real services do.
package struct ListShape: Sendable {
    /// How a service family asks for order and pages.
    package enum Style: Sendable {
        /// `limit`, `marker`; `name__contains`; no sorting.
        case keystone
        /// `limit`, `marker`, repeated `sort_key` and `sort_dir`.
        case nova
        /// As Nova, and `sort=name:asc,size:desc`; values with `in:`, `gt:`, …
        case glance
        /// As Nova, with `page_reverse`; a filter given several times matches any of its values.
        case neutron
    }

    private static let mostFilters = 100

    package var style: Style
    /// Parameter name to column.
    package var filters: [String: ListField]
    /// Sort key to column.
    package var sortable: [String: String]
    package var defaultOrder: [ListQuery.Order]
    /// The page size when the client asks for none or for more; nil: no limit.
    package var maximumPage: Int?

    package init(
        _ style: Style, filters: [String: ListField] = [:], sortable: [String: String] = [:],
        defaultOrder: [ListQuery.Order] = [], maximumPage: Int? = nil
    ) {
        self.style = style
        self.filters = filters
        self.sortable = sortable
        self.defaultOrder = defaultOrder
        self.maximumPage = maximumPage
    }

    /// The query that the request asks for.
    /// - Throws: `Fault` 400 for a value, sort key or limit that makes no sense.
    package func query(_ request: APIRequest) throws -> ListQuery {
        var result = ListQuery(
            order: try order(request.query), marker: request.query["marker"].flatMap { $0.isEmpty ? nil : $0 })
        result.limit = try limit(request.query, request.pageSizes)
        result.reversed = style == .neutron && ["true", "True", "1"].contains(request.query["page_reverse"] ?? "")
        var seen: Set<String> = []
        for (name, _) in request.query.items where seen.insert(name).inserted {
            let parts = name.split(separator: "__", maxSplits: 1).map(String.init)
            if let field = filters[name] {
                result.filters.append(try filter(name, field, request.query.all(name)))
            } else if style == .keystone, parts.count == 2, let field = filters[parts[0]] {
                result.filters.append(try inexact(field, parts[1], request.query.all(name)))
            }
        }
        // Databases refuse conditions that are much longer.
        guard result.filters.count <= Self.mostFilters else { throw Fault.badRequest("Too many filters.") }
        return result
    }

    private func limit(_ query: Query, _ sizes: PageSizes) throws -> Int? {
        let (unasked, most) = (sizes.unasked ?? maximumPage, sizes.most ?? maximumPage)
        guard let text = query["limit"], !text.isEmpty else { return unasked }
        guard let limit = Int(text), limit >= 0 else {
            throw Fault.badRequest(
                "Invalid input for limit: '\(text)' is not a non-negative integer.", code: "InvalidLimit")
        }
        if limit == 0, style == .keystone || style == .neutron { return unasked }
        return min(limit, most ?? limit)
    }

    private func order(_ query: Query) throws -> [ListQuery.Order] {
        guard style != .keystone else { return defaultOrder }
        var pairs: [(key: String, direction: String?)] = []
        if let sort = query["sort"], style == .glance {
            pairs = sort.split(separator: ",").map { item in
                let parts = item.split(separator: ":", maxSplits: 1)
                return (String(parts.first ?? ""), parts.count > 1 ? String(parts[1]) : nil)
            }
        } else {
            let directions = query.all("sort_dir")
            pairs = query.all("sort_key").enumerated().map { index, key in
                (key, index < directions.count ? directions[index] : directions.first)
            }
            if pairs.isEmpty, let direction = directions.first, let first = defaultOrder.first {
                return [ListQuery.Order(first.column, ascending: try ascending(direction))] + defaultOrder.dropFirst()
            }
        }
        if pairs.isEmpty { return defaultOrder }
        return try pairs.map { key, direction in
            guard let column = sortable[key] else {
                throw Fault.badRequest("Sort key '\(key)' is not valid.", code: "InvalidSortKey")
            }
            return ListQuery.Order(column, ascending: try direction.map(ascending) ?? (style == .neutron))
        }
    }

    private func ascending(_ direction: String) throws -> Bool {
        switch direction {
        case "asc": return true
        case "desc": return false
        default:
            throw Fault.badRequest(
                "Sort direction '\(direction)' is not valid: it is 'asc' or 'desc'.", code: "InvalidSortDir")
        }
    }

    private func filter(_ name: String, _ field: ListField, _ texts: [String]) throws -> ListQuery.Filter {
        guard style == .glance, let text = texts.last else {
            let used = style == .neutron ? texts : texts.suffix(1)
            return ListQuery.Filter(field.column, .isIn, try used.map { try field.value($0, of: name) })
        }
        let operators: [(String, ListQuery.Operator)] = [
            ("gte:", .greaterOrEqual), ("gt:", .greater), ("lte:", .lessOrEqual), ("lt:", .less), ("neq:", .isNotIn),
            ("eq:", .isIn),
        ]
        if text.hasPrefix("in:") {
            return ListQuery.Filter(
                field.column, .isIn, try Self.items(text.dropFirst(3)).map { try field.value($0, of: name) })
        }
        for (prefix, comparison) in operators where field.comparable && text.hasPrefix(prefix) {
            return ListQuery.Filter(
                field.column, comparison, [try field.value(String(text.dropFirst(prefix.count)), of: name)])
        }
        return ListQuery.Filter(field.column, .isIn, [try field.value(text, of: name)])
    }

    private func inexact(_ field: ListField, _ comparison: String, _ texts: [String]) throws -> ListQuery.Filter {
        // No name is as long, and databases refuse patterns that are much longer.
        guard texts.allSatisfy({ $0.utf8.count <= 4096 }) else {
            throw Fault.badRequest("The text to look for in '\(field.column)' is too long.")
        }
        let values = texts.suffix(1).map { ListQuery.Value.string($0) }
        switch comparison {
        case "contains": return ListQuery.Filter(field.column, .contains, values)
        case "startswith": return ListQuery.Filter(field.column, .startsWith, values)
        case "endswith": return ListQuery.Filter(field.column, .endsWith, values)
        case "icontains": return ListQuery.Filter(field.column, .contains, values, ignoresCase: true)
        case "istartswith": return ListQuery.Filter(field.column, .startsWith, values, ignoresCase: true)
        case "iendswith": return ListQuery.Filter(field.column, .endsWith, values, ignoresCase: true)
        default: return ListQuery.Filter(field.column, .isIn, values)
        }
    }

    /// Items between commas; a quoted item may hold commas.
    private static func items(_ text: Substring) -> [String] {
        var result: [String] = [""]
        var quoted = false
        for character in text {
            switch character {
            case "\"": quoted.toggle()
            case "," where !quoted: result.append("")
            default: result[result.count - 1].append(character)
            }
        }
        return result
    }
}
