import CloudCore
import CloudHTTP
import HTTPTypes

extension Response {
    /// The same answer with `Last-Modified` and `Cache-Control`, from microversion 1.15; the latest of the moments
    /// counts, or now.
    func fresh(_ moments: [Timestamp] = [], _ request: APIRequest) -> Response {
        guard request.version >= Microversion(1, 15) else { return self }
        let moment = moments.max() ?? CloudClock.system.now
        return with(.lastModified, HTTPDate.text(moment)).with(.cacheControl, "no-cache")
    }
}
