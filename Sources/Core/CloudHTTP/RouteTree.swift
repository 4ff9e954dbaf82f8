import CloudCore
import HTTPTypes

/// Finds the route of a path: one step per part, fixed names before parameters.
struct RouteTree: Sendable {
    enum Match {
        case found(Route, parameters: [String: String])
        /// The path is known, with these methods.
        case otherMethods([HTTPRequest.Method])
        case unknown
    }

    private final class Node: Sendable {
        let fixed: [Substring: Node]
        let parameter: Node?
        let rest: [Route]
        let routes: [Route]

        init(_ routes: [(parts: ArraySlice<Substring>, route: Route)]) {
            self.routes = routes.filter { $0.parts.isEmpty }.map(\.route)
            let deeper = routes.filter { !$0.parts.isEmpty }
            rest = deeper.filter { $0.parts.first?.hasSuffix("*}") == true }.map(\.route)
            let parameters = deeper.filter {
                $0.parts.first?.hasPrefix("{") == true && $0.parts.first?.hasSuffix("*}") == false
            }
            parameter = parameters.isEmpty ? nil : Node(parameters.map { ($0.parts.dropFirst(), $0.route) })
            let names = deeper.filter { $0.parts.first?.hasPrefix("{") == false }
            fixed = Dictionary(grouping: names) { $0.parts.first ?? "" }
                .mapValues { group in Node(group.map { ($0.parts.dropFirst(), $0.route) }) }
        }
    }

    private let root: Node

    init(_ routes: [Route]) {
        root = Node(routes.map { (Self.split($0.path)[...], $0) })
    }

    func match(_ method: HTTPRequest.Method, _ path: Substring, _ version: Microversion?) -> Match {
        let parts = Self.split(String(path))
        var others: [HTTPRequest.Method] = []
        if let route = find(root, parts[...], method, version, &others) {
            return .found(route, parameters: Self.parameters(of: route, parts))
        }
        return others.isEmpty ? .unknown : .otherMethods(others)
    }

    /// A fixed name that lacks the method leaves the path to a parameter, as in the real services' routers.
    /// - Parameter others: gets the methods that the path has instead.
    private func find(
        _ node: Node, _ parts: ArraySlice<Substring>, _ method: HTTPRequest.Method, _ version: Microversion?,
        _ others: inout [HTTPRequest.Method]
    ) -> Route? {
        if let first = parts.first {
            if let next = node.fixed[first], let route = find(next, parts.dropFirst(), method, version, &others) {
                return route
            }
            if !first.isEmpty, let next = node.parameter,
                let route = find(next, parts.dropFirst(), method, version, &others)
            {
                return route
            }
        }
        let ends = parts.isEmpty && !node.routes.isEmpty ? node.routes : node.rest
        let existing = ends.filter { $0.exists(in: version) }
        let route =
            existing.first { $0.method == method } ?? existing.first { method == .head && $0.method == .get }
        if route == nil { others += existing.map(\.method).filter { !others.contains($0) } }
        return route
    }

    private static func parameters(of route: Route, _ parts: [Substring]) -> [String: String] {
        var result: [String: String] = [:]
        for (index, part) in split(route.path).enumerated() where part.hasPrefix("{") {
            if part.hasSuffix("*}") {
                result[String(part.dropFirst().dropLast(2))] = parts[min(index, parts.count)...].joined(separator: "/")
            } else {
                result[String(part.dropFirst().dropLast())] = PercentCoding.decode(parts[index])
            }
        }
        return result
    }

    /// The parts between slashes; one slash at the end does not count.
    private static func split(_ path: String) -> [Substring] {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false)
        if parts.first == "" { parts.removeFirst() }
        if parts.last == "" { parts.removeLast() }
        return parts
    }
}
