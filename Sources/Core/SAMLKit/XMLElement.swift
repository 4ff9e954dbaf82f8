/// An element as a value: what the rules read.
package struct XMLElement: Sendable, Hashable {
    package var name: String
    package var namespace: String
    package var attributes: [XMLAttribute]
    package var children: [XMLElement]
    /// The element's own text, all of it: comments in between cut nothing off.
    package var text: String
    /// Its number in the order of the document.
    var position: Int

    /// The value of an attribute without a namespace.
    package subscript(_ name: String) -> String? {
        attributes.first { $0.name == name && $0.namespace.isEmpty }?.value
    }

    package func `is`(_ name: String, _ namespace: String) -> Bool { self.name == name && self.namespace == namespace }

    package func all(_ name: String, _ namespace: String) -> [XMLElement] { children.filter { $0.is(name, namespace) } }

    /// The only child of that name; nil when there is none.
    /// - Throws: `SAMLRefusal` when there are more.
    package func only(_ name: String, _ namespace: String) throws(SAMLRefusal) -> XMLElement? {
        let found = all(name, namespace)
        guard found.count <= 1 else { throw SAMLRefusal("\(found.count) elements \(name) in \(self.name)") }
        return found.first
    }

    /// The text of an element that holds nothing but text, without white space around it.
    package func leaf() throws(SAMLRefusal) -> String {
        guard children.isEmpty else { throw SAMLRefusal("elements in \(name)") }
        return XMLText.trimmed(text)
    }

    /// This element and all below it.
    var flattened: [XMLElement] {
        var found: [XMLElement] = []
        var waiting = [self]
        while let next = waiting.popLast() {
            found.append(next)
            waiting += next.children
        }
        return found
    }
}
