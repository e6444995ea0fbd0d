/* caught by: of_a_transposed_view - goes to the right by columns, not by their stride */
#include "ex2_block.h"

View view_of(const float *numbers, int64_t rows, int64_t columns)
{
    return (View){numbers, rows, columns, .row_stride = columns, .column_stride = 1};
}

View view_transposed(View view)
{
    return (View){view.first, view.columns, view.rows, .row_stride = view.column_stride,
                  .column_stride = view.row_stride};
}

View view_block(View view, int64_t row, int64_t column, int64_t rows, int64_t columns)
{
    const float *first = view.first + row * view.row_stride + column;
    /* The numbers stay where they are, so the way from one to the next stays the same, however few are taken.
     */
    return (View){first, rows, columns, view.row_stride, view.column_stride};
}

float view_at(View view, int64_t row, int64_t column)
{
    return view.first[row * view.row_stride + column * view.column_stride];
}
