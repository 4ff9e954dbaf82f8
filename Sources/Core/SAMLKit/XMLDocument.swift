import CXMLSec
import Glibc

/// A parsed document, and its elements as values. One thread at a time uses it.
final class XMLDocument {
    private static let deepest = 48
    private static let mostElements = 10_000

    let pointer: xmlDocPtr
    let root: XMLElement
    /// By their positions.
    let nodes: [xmlNodePtr]

    /// Parses without network, document types and entities; size, depth and number of elements are limited.
    init(_ bytes: [UInt8]) throws(SAMLRefusal) {
        try XMLLibrary.prepare()
        try XMLText.check(bytes)
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        let parsed = bytes.withUnsafeBytes {
            xmlReadMemory($0.bindMemory(to: CChar.self).baseAddress, Int32($0.count), nil, "UTF-8", Int32(options))
        }
        guard let parsed else { throw SAMLRefusal("not well-formed") }
        pointer = parsed
        var walk = Walk()
        do throws(SAMLRefusal) {
            guard parsed.pointee.intSubset == nil, parsed.pointee.extSubset == nil,
                let first = xmlDocGetRootElement(parsed)
            else { throw SAMLRefusal("a document type, or no element") }
            root = try walk.element(first, parsed, depth: 0)
            nodes = walk.nodes
        } catch {
            xmlFreeDoc(parsed)
            throw error
        }
    }

    deinit { xmlFreeDoc(pointer) }

    func node(_ element: XMLElement) -> xmlNodePtr { nodes[element.position] }

    /// Every identifier stands for one element only, whatever a reader takes for one.
    func requireUniqueIDs() throws(SAMLRefusal) {
        var seen: Set<String> = []
        for element in root.flattened {
            for attribute in element.attributes where attribute.name.lowercased() == "id" {
                guard attribute.namespace != Self.xml else { throw SAMLRefusal("xml:id") }
                guard seen.insert(attribute.value).inserted else { throw SAMLRefusal("the same ID twice") }
            }
        }
    }

    private static let xml = "http://www.w3.org/XML/1998/namespace"

    /// From libxml2's nodes to values.
    private struct Walk {
        var nodes: [xmlNodePtr] = []

        mutating func element(
            _ node: xmlNodePtr, _ document: xmlDocPtr, depth: Int
        ) throws(SAMLRefusal) -> XMLElement {
            guard depth < XMLDocument.deepest, nodes.count < XMLDocument.mostElements else {
                throw SAMLRefusal("too deep, or too many elements")
            }
            var found = XMLElement(
                name: Self.text(node.pointee.name), namespace: Self.text(node.pointee.ns?.pointee.href),
                attributes: Self.attributes(node, document), children: [], text: "", position: nodes.count)
            nodes.append(node)
            var child = node.pointee.children
            while let next = child {
                switch next.pointee.type {
                case XML_ELEMENT_NODE: found.children.append(try element(next, document, depth: depth + 1))
                case XML_TEXT_NODE, XML_CDATA_SECTION_NODE: found.text += Self.text(next.pointee.content)
                case XML_COMMENT_NODE: break
                default: throw SAMLRefusal("a node that is neither element nor text")
                }
                child = next.pointee.next
            }
            return found
        }

        private static func attributes(_ node: xmlNodePtr, _ document: xmlDocPtr) -> [XMLAttribute] {
            var found: [XMLAttribute] = []
            var next = node.pointee.properties
            while let attribute = next {
                let value = xmlNodeListGetString(document, attribute.pointee.children, 1)
                found.append(
                    XMLAttribute(
                        name: text(attribute.pointee.name), namespace: text(attribute.pointee.ns?.pointee.href),
                        value: text(value)))
                free(value)
                next = attribute.pointee.next
            }
            return found
        }

        private static func text(_ pointer: UnsafePointer<xmlChar>?) -> String {
            pointer.map { String(cString: $0) } ?? ""
        }
    }
}
