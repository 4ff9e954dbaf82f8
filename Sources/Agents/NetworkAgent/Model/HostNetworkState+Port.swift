import AgentProtocols

extension HostNetworkState {
    /// The state with what a newer answer tells about one port, its network and its groups.
    func with(_ answer: PortNetworkState, of portID: String) -> HostNetworkState {
        var next = self
        next.generation = max(generation, answer.generation)
        next.ports.removeAll { $0.id == portID }
        if let network = answer.network { Self.put(network, into: &next.networks, \.id) }
        for group in answer.groups { Self.put(group, into: &next.groups, \.id) }
        if let port = answer.port {
            next.ports.append(port)
        } else {
            for index in next.networks.indices { next.networks[index].members.removeAll { $0.portID == portID } }
        }
        return next
    }

    private static func put<T>(_ value: T, into values: inout [T], _ id: (T) -> String) {
        if let index = values.firstIndex(where: { id($0) == id(value) }) {
            values[index] = value
        } else {
            values.append(value)
        }
    }
}
