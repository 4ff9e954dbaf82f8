import CloudCore

/// What waits to be done on this host's network, one piece at a time: ports, all that wait together, before whole
/// convergences.
actor WorkQueue {
    enum Job: Sendable {
        case ports([Port])
        case convergence(RequestContext?)
    }

    struct Port: Sendable {
        var id: String
        var context: RequestContext?
    }

    /// So many ports are done faster by one convergence, which asks for all of them at once.
    private static let mostPorts = 256
    /// Of one piece.
    private static let mostAtOnce = 64
    /// A convergence that was asked for waits for so many ports at most.
    private static let patience = 64

    private var ports: [Port] = []
    private var convergence: RequestContext??
    private var overtaken = 0
    private let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    /// Yields when there may be something to do; for one reader.
    nonisolated var wakes: AsyncStream<Void> { stream }

    /// Adds a port, unless it waits already.
    func add(port id: String) {
        defer { continuation.yield() }
        guard !ports.contains(where: { $0.id == id }) else { return }
        ports.append(Port(id: id, context: RequestContext.current))
        guard ports.count > Self.mostPorts else { return }
        ports = []
        convergence = .some(convergence ?? RequestContext.current)
    }

    /// Asks for a convergence; those asked for before it begins are one.
    func addConvergence() {
        if convergence == nil { convergence = .some(RequestContext.current) }
        continuation.yield()
    }

    /// Takes what is to be done next.
    func next() -> Job? {
        if let context = convergence, ports.isEmpty || overtaken >= Self.patience {
            convergence = nil
            overtaken = 0
            return .convergence(context)
        }
        guard !ports.isEmpty else { return nil }
        let most = convergence == nil ? Self.mostAtOnce : min(Self.mostAtOnce, Self.patience - overtaken)
        let batch = Array(ports.prefix(most))
        ports.removeFirst(batch.count)
        if convergence != nil { overtaken += batch.count }
        return .ports(batch)
    }
}
