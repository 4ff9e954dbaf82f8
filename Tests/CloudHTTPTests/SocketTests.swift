import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import NIOCore
import Testing

/// The listener and the client over a real socket.
@Suite struct SocketTests {
    @Test func carriesRequestsBothWays() async throws {
        let (ports, bound) = AsyncStream.makeStream(of: Int.self)
        let listener = Listener(host: "127.0.0.1", port: 0) { request in
            let bytes = try? await request.body.collect(upTo: 10 << 20)
            switch request.path {
            case "/stream":
                let pieces = (0..<64).map { ByteBuffer(repeating: UInt8($0), count: 65536) }
                return Response(.ok, body: .stream(length: 64 * 65536, ByteStream(pieces)))
            default:
                return .json(
                    [
                        "path": .string(request.path), "x": .string(request.query["x"] ?? ""),
                        "size": .integer(Int64(bytes?.readableBytes ?? -1)),
                    ] as JSON)
            }
        }
        let serving = Task { try await listener.run { bound.yield($0) } }
        var iterator = ports.makeAsyncIterator()
        let port = try #require(await iterator.next())
        let transport = HTTPTransport(baseURL: "http://127.0.0.1:\(port)")
        let small = try await transport.send(Request(.get, "/a/b", query: Query(items: [("x", "y z")])))
        #expect(
            try JSON(parsing: Array(try await small.body.collect(upTo: 1000).readableBytesView)) == [
                "path": "/a/b", "x": "y z", "size": 0,
            ])
        let pieces = (0..<50).map { _ in ByteBuffer(repeating: 7, count: 100_000) }
        let sent = try await transport.send(Request(.put, "/up", body: .stream(length: nil, ByteStream(pieces))))
        let answer = try JSON(parsing: Array(try await sent.body.collect(upTo: 1000).readableBytesView))
        #expect(answer["size"] == 5_000_000)
        let large = try await transport.send(Request(.get, "/stream"))
        var total = 0
        for try await piece in large.body.stream { total += piece.readableBytes }
        #expect(total == 64 * 65536)
        try await transport.shutdown()
        serving.cancel()
        _ = try? await serving.value
    }

    private struct BrokenOff: Error {}

    @Test func aBodyThatBreaksOffIsTheClientsFault() async throws {
        let (ports, bound) = AsyncStream.makeStream(of: Int.self)
        let (statuses, seen) = AsyncStream.makeStream(of: Int.self)
        let listener = Listener(host: "127.0.0.1", port: 0) { request in
            do { _ = try await request.body.collect(upTo: 1 << 20) } catch { seen.yield(Fault(error).status) }
            return Response(.ok)
        }
        let serving = Task { try await listener.run { bound.yield($0) } }
        var iterator = ports.makeAsyncIterator()
        let port = try #require(await iterator.next())
        let transport = HTTPTransport(baseURL: "http://127.0.0.1:\(port)")
        let pieces = LockedValue(1)
        let body = ByteStream(unfolding: {
            guard
                pieces.withLock({
                    $0 -= 1
                    return $0
                }) >= 0
            else { throw BrokenOff() }
            return ByteBuffer(string: "{")
        })
        _ = try? await transport.send(Request(.put, "/", body: .stream(length: nil, body)))
        var answers = statuses.makeAsyncIterator()
        #expect(await answers.next() == 400)
        serving.cancel()
        _ = try? await serving.value
    }

    @Test func carriesTheTraceToOtherProcesses() async throws {
        let (ports, bound) = AsyncStream.makeStream(of: Int.self)
        let listener = Listener(host: "127.0.0.1", port: 0) { request in
            .json(
                [
                    "request": .string(request.headers[.requestID] ?? ""),
                    "span": .string(request.headers[.spanID] ?? ""),
                ] as JSON)
        }
        let serving = Task { try await listener.run { bound.yield($0) } }
        var iterator = ports.makeAsyncIterator()
        let port = try #require(await iterator.next())
        // Not shut down: a transport that is no longer needed closes itself.
        let transport = HTTPTransport(baseURL: "http://127.0.0.1:\(port)")
        let context = RequestContext(requestID: "req-1", spanID: "abc")
        let answer = try await RequestContext.$current.withValue(context) {
            try await transport.send(Request(.get, "/"))
        }
        #expect(
            try JSON(parsing: Array(try await answer.body.collect(upTo: 1000).readableBytesView)) == [
                "request": "req-1", "span": "abc",
            ])
        serving.cancel()
        _ = try? await serving.value
    }
}
