import CloudCore
import CloudHTTP

/// `password_expires_at=lt:2026-12-08T22:02:00Z` of lists of users (Identity API v3, "Users").
enum PasswordExpiryFilter {
    private static let operators: [String: ListQuery.Operator] = [
        "lt": .less, "lte": .lessOrEqual, "gt": .greater, "gte": .greaterOrEqual, "eq": .isIn, "neq": .isNotIn,
    ]

    /// The query with all such filters of the request.
    /// - Throws: `Fault` 400 for an operator or a moment that is none.
    static func add(to query: ListQuery, _ request: APIRequest) throws -> ListQuery {
        var query = query
        let texts = request.query.all("password_expires_at")
        guard texts.count <= 10 else { throw Fault.badRequest("Too many filters.") }
        for text in texts {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let comparison = operators[parts[0]] else {
                throw Fault.badRequest(
                    "The given operator \(parts[0]) is not valid. It must be one of the following: 'eq', 'neq', 'lt', "
                        + "'lte', 'gt', or 'gte'.")
            }
            let moment = try Timestamp(given: parts.count == 2 ? parts[1] : "")
            let value = ListQuery.Value.integer(moment.microseconds)
            // Who never has to change a password is in none of the lists.
            query.filters.append(
                .init("password_expires_at", comparison, comparison == .isNotIn ? [value, .null] : [value]))
        }
        // In the order of the moments, which an index gives: by id, everybody would be looked at for a page of few.
        if !texts.isEmpty { query.order = [.init("password_expires_at")] }
        return query
    }
}
