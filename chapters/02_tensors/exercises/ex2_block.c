/* Your answer to exercise 02.2. The contract is in chapters/02_tensors/exercises/ex2_block.h.
 *
 * Everything is written, and some of it is right: whoever takes all columns of a matrix will never notice.
 * Take the TODO out, look at what the tests say, find the wrong stride and put it right. */
#include "ex2_block.h"

View view_of(const float *numbers, int64_t rows, int64_t columns)
{
    TODO("take this line out, run the tests, and find the wrong stride");
    return (View){numbers, rows, columns, .row_stride = columns, .column_stride = 1};
}

View view_transposed(View view)
{
    return (View){view.first, view.columns, view.rows, .row_stride = view.column_stride,
                  .column_stride = view.row_stride};
}

View view_block(View view, int64_t row, int64_t column, int64_t rows, int64_t columns)
{
    const float *first = view.first + row * view.row_stride + column * view.column_stride;
    return (View){first, rows, columns, .row_stride = columns, .column_stride = view.column_stride};
}

float view_at(View view, int64_t row, int64_t column)
{
    return view.first[row * view.row_stride + column * view.column_stride];
}
