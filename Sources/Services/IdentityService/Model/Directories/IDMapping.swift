/// Whom of a directory a public id stands for.
struct IDMapping: Sendable, Codable, Hashable {
    var publicID: String
    var domainID: String
    var localID: String
    var kind: PublicID.Kind
}
