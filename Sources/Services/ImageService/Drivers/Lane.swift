import Dispatch

/// Blocking or heavy work, one piece after another, on threads that are not the cooperative pool's.
struct Lane: Sendable {
    private let queue: DispatchQueue

    init(_ name: String) { queue = DispatchQueue(label: "apus.image.\(name)") }

    func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<T, any Error>) in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}
