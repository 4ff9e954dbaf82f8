import CloudJSON
package import CloudObservability
import HTTPTypes
import NIOCore

/// All services of one process behind one listener: the first part of the path chooses the pipeline.
package struct Edge: Sendable {
    private let pipelines: [(mount: String, pipeline: Pipeline)]
    private let metrics: Metrics

    package init(_ pipelines: [Pipeline], metrics: Metrics) {
        self.pipelines = pipelines.map { ($0.api.mount, $0) }
        self.metrics = metrics
    }

    package func respond(to request: Request) async -> Response {
        for (mount, pipeline) in pipelines where request.path.hasPrefix(mount) {
            let next = request.path.utf8.dropFirst(mount.utf8.count).first
            if next == nil || next == UInt8(ascii: "/") { return await pipeline.respond(to: request) }
        }
        switch request.path {
        case "/metrics":
            return Response(
                .ok, headers: [.contentType: "text/plain; version=0.0.4"],
                body: .bytes(.init(string: metrics.exposition())))
        case "/healthcheck":
            return Response(.ok, headers: [.contentType: "text/plain"], body: .bytes(.init(string: "OK")))
        case "/", "":
            return .json { writer in
                writer.object { writer in
                    writer.field("services") { writer in
                        writer.array(pipelines) { writer, entry in
                            writer.object { writer in
                                writer.field("name", entry.pipeline.api.name)
                                writer.field("href", "\(request.scheme)://\(request.authority)\(entry.mount)")
                            }
                        }
                    }
                }
            }
        default:
            return .json(
                .notFound,
                ["error": ["code": 404, "title": "Not Found", "message": "No service is mounted here."]] as JSON)
        }
    }
}
