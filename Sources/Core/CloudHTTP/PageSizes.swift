/// How many items a service gives at once, as its operator wants it.
package struct PageSizes: Sendable {
    /// When the client names no number; nil: all.
    package var unasked: Int?
    /// However many the client asks for; nil: as many.
    package var most: Int?

    package init(unasked: Int? = nil, most: Int? = nil) {
        self.unasked = unasked
        self.most = most
    }
}
