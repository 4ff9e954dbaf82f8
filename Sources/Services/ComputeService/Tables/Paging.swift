import CloudCore
import CloudHTTP
import CloudSQL

extension Table {
    /// The page that is asked for, and whether another follows.
    /// - Throws: 400 in Nova's words for a marker that is not there.
    func page(_ query: ListQuery, and condition: SQLCondition? = nil) throws -> Page<R> {
        var wider = query
        if let limit = query.limit, limit > 0 { wider.limit = limit + 1 }
        do {
            return Page(try list(wider, and: condition), limit: query.limit)
        } catch SQLError.notFound {
            throw Fault.badRequest("marker [\(query.marker ?? "")] not found")
        }
    }
}
