/// Why a document was not believed; for the log, never for whom sent it.
package struct SAMLRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) { self.description = description }
}
