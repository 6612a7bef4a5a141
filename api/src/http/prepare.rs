//! From parameters to an operation that is ready to run. All transports share it.

use std::sync::Arc;

use async_graphql::Request;

use super::{
    document::{Document, Operation},
    limits::Limits,
    omitted,
    params::Params,
    refusal::Refusal,
    trusted::Documents,
    variables,
};

/// An operation whose document is parsed and within the limits, and whose variables are there.
#[derive(Debug)]
pub struct Prepared {
    /// What to execute; it carries the parsed document.
    pub request: Request,
    /// Which operation that is.
    pub operation: Operation,
    /// The document that it stands in.
    pub document: Arc<Document>,
}

/// Prepares requests by the rules of one server.
#[derive(Debug, Default)]
pub struct Preparation {
    /// How large a request may be.
    pub limits: Limits,
    /// Which documents are known, and whether others may run.
    pub documents: Documents,
}

impl Preparation {
    /// Finds and parses the document, picks the operation, and checks its variables.
    ///
    /// Errors: those of [`Documents::find`], of
    /// [`Document::operation`](super::document::Document::operation) and of [`variables::check`].
    pub fn prepare(&self, params: Params) -> Result<Prepared, Refusal> {
        let Params {
            query,
            document,
            operation_name,
            variables,
            extensions,
        } = params;
        let document = self.documents.find(query, document, &self.limits)?;
        let (operation, definition) = document.operation(operation_name.as_deref())?;
        variables::check(&definition.variable_definitions, &variables)?;
        let mut tree = document.tree.clone();
        omitted::take_out(&mut tree, &variables);
        // The text was parsed already; nobody asks for it any more.
        let mut request = Request::new("").variables(variables);
        request.operation_name = operation_name;
        request.extensions = extensions;
        request.set_parsed_query(tree);
        Ok(Prepared {
            request,
            operation,
            document,
        })
    }
}
