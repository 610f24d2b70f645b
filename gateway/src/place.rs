//! A path with the methods that it has; every other method is refused, with `Allow`.
use crate::problem::{Problem, Reason};
use actix_web::{
    FromRequest, Handler, Resource, Responder, ResponseError,
    http::{Method, header},
    web,
};

/// A path that is being given its methods.
pub(crate) struct Place {
    resource: Resource,
    methods: Vec<Method>,
}

/// A path without methods yet.
pub(crate) fn at(path: &str) -> Place {
    Place {
        resource: web::resource(path),
        methods: Vec::new(),
    }
}

impl Place {
    /// Lets `handler` answer `method`.
    pub(crate) fn on<F, Args>(mut self, method: Method, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let route = web::method(method.clone()).to(handler);
        self.resource = self.resource.route(route);
        self.methods.push(method);
        self
    }

    /// The path with all its methods.
    pub(crate) fn finish(self) -> Resource {
        let names: Vec<&str> = self.methods.iter().map(Method::as_str).collect();
        let allow = names.join(", ");
        let refused = move || {
            let detail = format!("use one of {allow}");
            let problem = Problem::new(Reason::MethodNotAllowed, detail);
            let mut response = problem.error_response();
            if let Ok(allow) = header::HeaderValue::from_str(&allow) {
                response.headers_mut().insert(header::ALLOW, allow);
            }
            async { response }
        };
        self.resource.default_service(web::to(refused))
    }
}
