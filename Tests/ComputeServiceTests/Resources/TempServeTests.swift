import CloudHTTP
import CloudJSON
import CloudObservability
import FoundationEssentials
import HTTPTypes
import NIOCore
import TestKit
import Testing

@testable import ComputeService

@Suite(.enabled(if: FileManager.default.fileExists(atPath: "/tmp/c2serve"))) struct TempServeTests {
    @Test func serves() async throws {
        let pair = SSHKeyPair(comment: "x")
        try Data(pair.privateKey.utf8).write(to: URL(filePath: "/tmp/c2serve/key"))
        try Data(pair.publicKey.utf8).write(to: URL(filePath: "/tmp/c2serve/key.want"))
        try await ServerCloud.with { cloud, _ in
            _ = try await cloud.booted()
            let listener = Listener(host: "127.0.0.1", port: 18774) { request in
                do {
                    let bytes = try await request.body.collect(upTo: 1 << 20)
                    let body = bytes.readableBytes > 0 ? try JSON(parsing: Array(bytes.readableBytesView)) : nil
                    let version = request.headers[.microversion]?.split(separator: " ").last.map(String.init) ?? "2.1"
                    let query = request.query.items.isEmpty ? "" : "?" + request.query.text
                    let answer = try await cloud.send(
                        request.method, request.path.dropFirst("/compute/v2.1".count) + query, body,
                        as: request.headers[.authToken] ?? "", version: version)
                    print(request.method, request.path + query, version, answer.status)
                    var headers = answer.headers
                    headers[.contentLength] = nil
                    let text = answer.body.isNull ? Body.empty : .bytes(ByteBuffer(string: answer.body.text))
                    return Response(.init(code: answer.status), headers: headers, body: text)
                } catch {
                    print("\(error)")
                    return Response(.internalServerError)
                }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await listener.run { _ in } }
                for _ in 0..<2400 where !FileManager.default.fileExists(atPath: "/tmp/c2serve/stop") {
                    try await Task.sleep(for: .milliseconds(100))
                }
                group.cancelAll()
            }
        }
    }
}
