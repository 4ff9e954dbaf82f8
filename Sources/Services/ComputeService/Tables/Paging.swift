import CloudCore
import CloudSQL

extension Table {
    /// The page that is asked for, and whether another follows.
    /// - Throws: 400 in Nova's words for a marker that is not there.
    func page(_ query: ListQuery, and condition: SQLCondition? = nil) throws -> Page<R> {
        do {
            return try query.readPage { try list($0, and: condition) }
        } catch SQLError.notFound {
            throw Fault.badRequest("marker [\(query.marker ?? "")] not found")
        }
    }
}
