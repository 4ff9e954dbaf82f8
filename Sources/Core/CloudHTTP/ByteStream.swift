package import NIOCore

/// Pieces of bytes, pulled one after another by one reader.
package struct ByteStream: AsyncSequence, Sendable {
    package typealias Element = ByteBuffer

    private let makeNext: @Sendable () -> (() async throws -> ByteBuffer?)

    /// - Parameter failure: what an error of the source is to its reader.
    package init<Source: AsyncSequence & Sendable>(
        _ source: Source, failure: @escaping @Sendable (any Error) -> any Error = { $0 }
    ) where Source.Element == ByteBuffer {
        makeNext = {
            var iterator = source.makeAsyncIterator()
            return { do { return try await iterator.next() } catch { throw failure(error) } }
        }
    }

    package init(_ pieces: [ByteBuffer]) {
        makeNext = {
            var rest = pieces[...]
            return { rest.popFirst() }
        }
    }

    /// A stream whose pieces `next` makes; nil ends it. It may be read once.
    package init(unfolding next: @escaping @Sendable () async throws -> ByteBuffer?) {
        makeNext = { next }
    }

    package struct AsyncIterator: AsyncIteratorProtocol {
        let pull: () async throws -> ByteBuffer?
        package mutating func next() async throws -> ByteBuffer? { try await pull() }
    }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pull: makeNext()) }
}
