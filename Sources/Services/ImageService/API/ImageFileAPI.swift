import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v2/images/{image_id}/file`, `/stage` and `/import` (Image API v2, "Image data").
struct ImageFileAPI: Sendable {
    let uploads: UploadActions
    let downloads: DownloadActions
    let importMethods: [String]

    static let importing = Schema.object(
        ["method": .object(["name": .string(minLength: 1)], required: ["name"], others: .any)], required: ["method"],
        others: .any)

    func upload(_ request: APIRequest) async throws -> Response {
        try Self.requireBytes(request)
        try await uploads.upload(
            request.parameter("image_id"), request.request.body, size: try Self.declaredSize(request), request.caller)
        return .noContent
    }

    func stage(_ request: APIRequest) async throws -> Response {
        try Self.requireBytes(request)
        try await uploads.stage(
            request.parameter("image_id"), request.request.body, size: try Self.declaredSize(request), request.caller)
        return .noContent
    }

    func importStaged(_ request: APIRequest) async throws -> Response {
        let method = request.body["method"]?["name"]?.string ?? ""
        guard importMethods.contains(method) else { throw Fault.badRequest("Unknown import method name '\(method)'.") }
        try await uploads.importStaged(request.parameter("image_id"), request.caller)
        return Response(.accepted)
    }

    func download(_ request: APIRequest) async throws -> Response {
        let headers = request.request.headers
        let (range, contentRange) = (headers[.range], headers[.contentRange])
        let found = try await downloads.open(request.parameter("image_id"), request.caller) { size in
            if let range { return try ByteRange.reading(range: range, size: size) }
            return try contentRange.map { try ByteRange.reading(contentRange: $0, size: size) }
        }
        guard let found else { return .noContent }
        let length = found.range.map { $0.upperBound - $0.lowerBound } ?? found.size
        var response = Response(
            found.range == nil ? .ok : .partialContent,
            headers: [.contentType: "application/octet-stream", .acceptRanges: "bytes"],
            body: .stream(length: length, found.stream))
        response.headers[.contentLength] = String(length)
        if let range = found.range {
            response.headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(found.size)"
        } else if let checksum = found.image.checksum {
            response.headers[.named("Content-MD5")] = checksum
        }
        if request.request.method == .head { response.body = .empty }
        return response
    }

    private static func requireBytes(_ request: APIRequest) throws {
        let type = (request.request.headers[.contentType] ?? "").split(separator: ";").first.map { $0.lowercased() }
        guard type == "application/octet-stream" else {
            throw Fault(415, "The content type of an image's data is application/octet-stream.")
        }
    }

    /// What the client says that it will send, in bytes.
    private static func declaredSize(_ request: APIRequest) throws -> Int64? {
        if let text = request.request.headers[.named("X-OpenStack-Image-Size")] {
            guard let size = Int64(text), size >= 0 else {
                throw Fault.badRequest("The header X-OpenStack-Image-Size is not a non-negative integer.")
            }
            return size
        }
        return request.request.body.length
    }
}
