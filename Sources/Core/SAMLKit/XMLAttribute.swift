/// An attribute of an element; its namespace is empty where it has none.
package struct XMLAttribute: Sendable, Hashable {
    package var name: String
    package var namespace: String
    package var value: String
}
