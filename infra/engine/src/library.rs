//! The two functions of the engine's library that are called.

use std::ffi::{CStr, CString, NulError, c_char, c_int, c_void};
use std::path::Path;
use std::ptr;

use libloading::Library;

type QueryCmdline = unsafe extern "C" fn(c_int, *mut *mut c_char) -> *mut c_void;
type ResultError = unsafe extern "C" fn(*mut c_void) -> *const c_char;

/// The loaded library.
pub(crate) struct Engine {
    query_cmdline: QueryCmdline,
    result_error: ResultError,
}

impl Engine {
    /// Loads the library, which takes 30-90 ms when it is in the page cache.
    ///
    /// # Errors
    /// When the file is no library for this machine, or lacks one of the functions.
    pub(crate) fn load(path: &Path) -> Result<Self, libloading::Error> {
        // SAFETY: the library's initialisers run here; its bytes are pinned by their hash.
        let library = unsafe { Library::new(path) }?;
        // SAFETY: the type is the one that the library's header declares.
        let query_cmdline = *unsafe { library.get::<QueryCmdline>(b"chdb_query_cmdline\0") }?;
        // SAFETY: as above.
        let result_error = *unsafe { library.get::<ResultError>(b"chdb_result_error\0") }?;
        // Never unloaded: its own threads may outlive the call, and its end is the process's.
        std::mem::forget(library);
        Ok(Self {
            query_cmdline,
            result_error,
        })
    }

    /// Runs `clickhouse local` with these arguments until its last query ends; the engine's own
    /// message if it reports one.
    ///
    /// # Errors
    /// When an argument holds a NUL byte.
    pub(crate) fn run(&self, arguments: &[String]) -> Result<Option<String>, NulError> {
        let owned = arguments
            .iter()
            .map(|argument| CString::new(argument.as_str()))
            .collect::<Result<Vec<_>, _>>()?;
        let mut pointers: Vec<*mut c_char> = owned
            .iter()
            .map(|argument| argument.as_ptr().cast_mut())
            .collect();
        let count = c_int::try_from(pointers.len()).unwrap_or(c_int::MAX);
        pointers.push(ptr::null_mut());
        // SAFETY: `pointers` is an argv of `count` strings and a null, alive during the call.
        let result = unsafe { (self.query_cmdline)(count, pointers.as_mut_ptr()) };
        Ok(self.message(result))
    }

    fn message(&self, result: *mut c_void) -> Option<String> {
        if result.is_null() {
            return None;
        }
        // SAFETY: `result` is what the library returned a moment ago and nothing has freed.
        let text = unsafe { (self.result_error)(result) };
        if text.is_null() {
            return None;
        }
        // SAFETY: the library's messages are NUL-terminated and live as long as the result.
        let text = unsafe { CStr::from_ptr(text) };
        Some(text.to_string_lossy().into_owned())
    }
}
