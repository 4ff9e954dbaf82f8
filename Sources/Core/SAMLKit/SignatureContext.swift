import CXMLSec

/// One run of xmlsec over one signature, with all switched off that is not needed.
final class SignatureContext {
    private let context: xmlSecDSigCtxPtr

    /// - Parameter key: taken over. With a key at hand xmlsec does not look into `KeyInfo`.
    init(_ key: xmlSecKeyPtr) throws(SAMLRefusal) {
        guard let made = xmlSecDSigCtxCreate(nil) else {
            xmlSecKeyDestroy(key)
            throw SAMLRefusal("xmlsec has no memory")
        }
        context = made
        made.pointee.signKey = key
        made.pointee.flags = UInt32(XMLSEC_DSIG_FLAGS_STORE_SIGNEDINFO_REFERENCES)
        made.pointee.enabledReferenceUris = xmlSecTransformUriType(xmlSecTransformUriTypeSameDocument)
        let digests = [
            xmlSecOpenSSLTransformSha256GetKlass(), xmlSecOpenSSLTransformSha384GetKlass(),
            xmlSecOpenSSLTransformSha512GetKlass(),
        ]
        let methods = [
            xmlSecOpenSSLTransformRsaSha256GetKlass(), xmlSecOpenSSLTransformRsaSha384GetKlass(),
            xmlSecOpenSSLTransformRsaSha512GetKlass(), xmlSecOpenSSLTransformEcdsaSha256GetKlass(),
            xmlSecOpenSSLTransformEcdsaSha384GetKlass(), xmlSecOpenSSLTransformEcdsaSha512GetKlass(),
        ]
        let reference = [xmlSecTransformEnvelopedGetKlass(), xmlSecTransformExclC14NGetKlass()] + digests
        for kind in reference {
            guard xmlSecDSigCtxEnableReferenceTransform(made, kind) == 0 else { throw Self.refused }
        }
        for kind in [xmlSecTransformExclC14NGetKlass()] + methods {
            guard xmlSecDSigCtxEnableSignatureTransform(made, kind) == 0 else { throw Self.refused }
        }
    }

    deinit { xmlSecDSigCtxDestroy(context) }

    private static let refused = SAMLRefusal("xmlsec does not know a transform")

    /// Fills the template in.
    func sign(_ signature: xmlNodePtr) throws(SAMLRefusal) {
        guard xmlSecDSigCtxSign(context, signature) == 0, context.pointee.status == xmlSecDSigStatusSucceeded else {
            throw SAMLRefusal("xmlsec cannot sign")
        }
    }

    /// The very bytes that were digested; nil when the signature is not this key's.
    func verified(_ signature: xmlNodePtr) throws(SAMLRefusal) -> [UInt8]? {
        guard xmlSecDSigCtxVerify(context, signature) == 0, context.pointee.status == xmlSecDSigStatusSucceeded else {
            return nil
        }
        let list = withUnsafeMutablePointer(to: &context.pointee.signedInfoReferences) { $0 }
        guard xmlSecPtrListGetSize(list) == 1, let item = xmlSecPtrListGetItem(list, 0) else {
            throw SAMLRefusal("a signature of something else than one reference")
        }
        let reference = item.assumingMemoryBound(to: xmlSecDSigReferenceCtx.self)
        guard reference.pointee.status == xmlSecDSigStatusSucceeded,
            let buffer = xmlSecDSigReferenceCtxGetPreDigestBuffer(reference), let bytes = xmlSecBufferGetData(buffer)
        else { throw SAMLRefusal("nothing was digested") }
        return Array(UnsafeBufferPointer(start: bytes, count: Int(xmlSecBufferGetSize(buffer))))
    }
}
