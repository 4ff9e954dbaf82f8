import CXMLSec

/// libxml2 and xmlsec, begun once; after that their calls may come from any thread.
enum XMLLibrary {
    private static let began: Bool = {
        xmlInitParser()
        guard xmlSecInit() == 0, xmlSecOpenSSLAppInit(nil) == 0, xmlSecOpenSSLInit() == 0 else { return false }
        // Nothing is ever read from a file or the network, and nobody's document writes to our standard error.
        xmlSecIOCleanupCallbacks()
        xmlSecErrorsSetCallback(nil)
        return true
    }()

    /// To be called on each thread that is about to use the libraries.
    static func prepare() throws(SAMLRefusal) {
        guard began else { throw SAMLRefusal("xmlsec cannot be begun") }
        xmlSetStructuredErrorFunc(nil) { _, _ in }
    }
}
